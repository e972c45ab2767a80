//! `Debug` for what says something about a person: that it is there, and nothing of what it is, so that no log line and no
//! panic can hold it.

/// Implements `Debug` so that it prints the type's name and `(..)`.
macro_rules! debug_says_presence {
    ($($name:ident $(<$lifetime:lifetime>)?),+ $(,)?) => {
        $(impl core::fmt::Debug for $name $(<$lifetime>)? {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        })+
    };
}
