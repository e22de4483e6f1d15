//! Names: who is called what, in each module and in the project.

mod enter;
mod imports;
mod resolve;
mod style;
mod suggest;
mod tables;
mod unknown;

pub use imports::unused;
pub use resolve::{Wanted, list};
pub use style::{is_snake, need_snake, need_upper_camel};
pub use suggest::nearest;
pub use tables::{Entry, ItemId, Tables, article, kind_of, name_of, recovered};
