"""Answer sheets: what is where on them, how they are drawn, and what scoring needs to know of each copy."""
