"""What an incident, a site, a troop count, a claim and a source are. Pure pandas: no page, no map."""
