-- What the policy of the page says, where it was read.
ALTER TABLE analyses ADD COLUMN policy text;
