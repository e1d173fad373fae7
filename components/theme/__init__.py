"""The look: what each colour and shape means, and the page's style sheet."""
