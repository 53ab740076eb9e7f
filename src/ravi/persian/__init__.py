"""What is true of Persian, whatever the article: facts about the language, no judgement about a text."""
