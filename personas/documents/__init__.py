"""Reading the persona documents a team already has, in the formats it keeps them in."""
