"""Documents asked for beside a claim: how a request reads, and what staff do about it."""
