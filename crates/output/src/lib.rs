//! Writing generated trees: atomic, owned by an index, nothing foreign touched.
