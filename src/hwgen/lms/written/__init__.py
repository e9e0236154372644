"""Questions as teachers write them down: as text, in Aiken's form, in spreadsheets. They are imported as those of Moodle are."""
