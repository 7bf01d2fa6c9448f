"""Memory: the only package that speaks SQL. Rows go in, frozen values come out."""
