// Tests of the judge.
