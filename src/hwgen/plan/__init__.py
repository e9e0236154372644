"""What a paper asks: the cheapest choice of items that meets every demand, and why there is none."""
