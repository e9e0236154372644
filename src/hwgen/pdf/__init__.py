"""From .tex to PDF: engines, their logs, and bytes that do not change from run to run."""
