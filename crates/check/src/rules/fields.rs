//! PW027x, PW028x: fields of steps, datasets read by interval, rejects, marks, policies.

super::rules! { FIELDS:
    /// A program in place that is none.
    BAD_SCRIPT = "PW0270" "bad-script" Error
    "a program that stands in a step does something, and is small enough to be carried"
    "`python \"\"\"…\"\"\" in IMAGE` and `shell \"\"\"…\"\"\" in IMAGE` carry the text as a file, exactly as it is written: no escape and no `${…}` in it means anything here. The file travels in a ConfigMap, which holds a mebibyte for all files of a pipeline. A program that outgrows it belongs into an image.";
    /// A group with two numbers of places.
    GROUP_CONFLICT = "PW0271" "group-conflict" Error
    "a group has one number of places in the whole project"
    "`mutex \"warehouse\"` is one place, `concurrency 3 in \"warehouse\"` three: all pipelines and steps of an environment that name a group share its places. Which of two numbers counts would depend on which of them the engine sees last. A constant says a number once: `let loads = 3`.";
    /// A step that waits for its own run.
    OWN_PLACE = "PW0272" "own-place" Error
    "no step waits for a place of a group of which its run holds one"
    "A run holds its places from its start to its end. A step that asks for a place of the same group waits for its own run, which waits for the step: with one place always, with more of them as soon as enough runs go on.";
    /// What cannot be mounted, or chosen of a node.
    BAD_MOUNT = "PW0273" "bad-mount" Error
    "volumes are mounted where nothing else is, and places are chosen by region"
    "`volumes = { \"/cache\" = \"claim\" }` mounts the claim of a volume that exists. `/pipewright`, `/tmp`, `/dev`, `/proc`, `/sys` and the credentials of Kubernetes have their place already. `node` chooses a kind of node by its labels; where it stands is said by `region`, so that it can be proven.";
    /// Services that are in each other's way.
    SERVICE_CLASH = "PW0274" "service-clash" Error
    "the services beside a step have names and ports of their own"
    "Services share the network of the step: each is reached on `localhost` at its port, so that no two can answer at the same one.";
    /// A dataset without a column of time.
    NO_CURSOR = "PW0275" "no-cursor" Error
    "a dataset that is read by interval says which column tells when a row came to be"
    "`interval(orders)` is the rows whose `cursor`, or the column of a partition in time, lies in the run's data interval. Write `cursor = updated_at` in the declaration of the dataset, or `partition = day(placed)`.";
    /// A dead letter that nothing reaches, or that good rows reach too.
    CANNOT_REJECT = "PW0276" "cannot-reject" Error
    "a check that rejects has a condition on rows, and rejects to a dataset of its own"
    "`check orders { total >= 0 } rejecting to bad_orders appending` sends the rows that break a condition on rows there, and lets the others go on: comparisons, `in`, `matches` and `complete` are such conditions. `rows`, `unique` and `fresh` speak of all rows together: they still stop what comes after. A condition that only warns rejects nothing.";
    /// Parts that are none of the dataset.
    OTHER_PARTITION = "PW0277" "other-partition" Error
    "parts are replaced as the dataset is cut"
    "`replacing partition (placed)` replaces the parts that occur in the rows. Where the dataset says how it is cut, it is cut by that column and no other. An object store keeps each part in a folder of its own, so that there the dataset must say it: `partition = day(placed)`.";
}
