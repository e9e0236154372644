"""The editor: item-writing flaws, found in a bank's items and on its papers."""
