//! PW100x: policies of the organisation.

super::rules! { POLICIES:
    /// A named policy that holds nowhere.
    IDLE_POLICY = "PW1002" "idle-policy" Warning
    "a policy with a name is applied"
    "A policy with a name, as those of `std.policies`, holds only in projects that say `policy NAME`. One that a project declares itself and never applies demands nothing, though it reads as if it did. Apply it, or leave out its name: then it holds in the whole project.";
}
