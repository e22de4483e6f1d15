//! PW027x, PW028x: fields of steps, datasets read by interval, rejects, marks, policies.

super::rules! { FIELDS:
    /// A program in place that is none.
    BAD_SCRIPT = "PW0270" "bad-script" Error
    "a program that stands in a step does something, and is small enough to be carried"
    "`python \"\"\"…\"\"\" in IMAGE` and `shell \"\"\"…\"\"\" in IMAGE` carry the text as a file, exactly as it is written: no escape and no `${…}` in it means anything here. The file travels in a ConfigMap, which holds a mebibyte for all files of a pipeline. A program that outgrows it belongs into an image.";
    /// What cannot be mounted, or chosen of a node.
    BAD_MOUNT = "PW0273" "bad-mount" Error
    "volumes are mounted where nothing else is, and places are chosen by region"
    "`volumes = { \"/cache\" = \"claim\" }` mounts the claim of a volume that exists. `/pipewright`, `/tmp`, `/dev`, `/proc`, `/sys` and the credentials of Kubernetes have their place already. `node` chooses a kind of node by its labels; where it stands is said by `region`, so that it can be proven.";
    /// Services that are in each other's way.
    SERVICE_CLASH = "PW0274" "service-clash" Error
    "the services beside a step have names and ports of their own"
    "Services share the network of the step: each is reached on `localhost` at its port, so that no two can answer at the same one.";
}
