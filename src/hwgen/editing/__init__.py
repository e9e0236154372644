"""Files of a bank as they are written: schemas, one style, skeletons."""
