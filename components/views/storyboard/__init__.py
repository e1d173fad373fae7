"""Briefings at the data desk: made from views of the map, put in order, published as incidents are."""
