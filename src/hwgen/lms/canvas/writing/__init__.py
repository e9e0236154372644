"""Questions as items of QTI 1.2, and items as a package."""
