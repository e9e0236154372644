"""A course on disk: items, tables, blueprints, the ledger."""
