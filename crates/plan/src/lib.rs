//! The plan: the typed, serializable form that is everything a backend may know.
