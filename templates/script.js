// Cards for marks, and notes beside or below their words.
