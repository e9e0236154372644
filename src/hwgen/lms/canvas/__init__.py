"""Canvas: packages of QTI 1.2 that Classic Quizzes and New Quizzes both take."""
