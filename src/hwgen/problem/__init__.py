"""What can be asked: parts, formulas, generators."""
