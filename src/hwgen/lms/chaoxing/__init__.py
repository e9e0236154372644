"""学习通 (Chaoxing): spreadsheets of questions in the columns that its import takes. Not tried on the platform."""
