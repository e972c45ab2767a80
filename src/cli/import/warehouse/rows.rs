//! The rows of one Parquet file. What types the columns have is the engine's choice: ids may be text, bytes or whole
//! numbers, weights any number, and names in capitals, as Snowflake writes them.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

use super::super::problem::Problem;
use super::Row;
use super::guard::damaged;

/// The columns that are read, as `sql/lists.sql` names them.
const COLUMNS: [&str; 3] = ["product", "neighbour", "weight"];

/// A file whose columns were looked at.
pub(super) struct Opened {
    name: String,
    reader: SerializedFileReader<File>,
    /// The three columns, in the order of the file.
    projection: Type,
}

impl Opened {
    /// Opens a file.
    pub(super) fn of(path: &Path) -> Result<Self, Problem> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Problem::new(format!("there is no file `{name}`")),
            _ => Problem::new(format!("`{name}` can't be opened: {error}")),
        })?;
        let reader = SerializedFileReader::new(file).map_err(|_| {
            Problem::new(format!("`{name}` is not Parquet, or not all of it is there"))
                .help("give `--lists` the file, or the folder of files, that `sql/lists.sql` was written to")
        })?;
        refuse_what_cannot_be_unpacked(&name, &reader)?;
        let projection = projection(&name, reader.metadata().file_metadata().schema())?;
        Ok(Self { name, reader, projection })
    }

    /// How messages name it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How many rows it says that it has.
    pub(super) fn rows(&self) -> u64 {
        u64::try_from(self.reader.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// Gives every row away.
    pub(super) fn each(&self, mut take: impl FnMut(Row)) -> Result<(), Problem> {
        let damaged = |_: ParquetError| damaged(&self.name);
        for row in self.reader.get_row_iter(Some(self.projection.clone())).map_err(damaged)? {
            let (mut product, mut neighbour, mut weight) = (None, None, None);
            for (column, field) in row.map_err(damaged)?.into_columns() {
                if column.eq_ignore_ascii_case("product") {
                    product = id(field);
                } else if column.eq_ignore_ascii_case("neighbour") {
                    neighbour = id(field);
                } else {
                    weight = number(&field);
                }
            }
            take((product, neighbour, weight));
        }
        Ok(())
    }
}

fn refuse_what_cannot_be_unpacked(name: &str, reader: &SerializedFileReader<File>) -> Result<(), Problem> {
    let columns = reader.metadata().row_groups().iter().flat_map(|group| group.columns());
    for compression in columns.map(|column| column.compression()) {
        let packed = match compression {
            Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) | Compression::ZSTD(_) => continue,
            Compression::BROTLI(_) => "Brotli",
            Compression::LZ4 | Compression::LZ4_RAW => "LZ4",
            Compression::LZO => "LZO",
        };
        return Err(Problem::new(format!("`{name}` is compressed with {packed}"))
            .help("have the warehouse write it with Snappy, zstd or gzip, or uncompressed"));
    }
    Ok(())
}

/// The part of the schema that is read.
fn projection(name: &str, schema: &Type) -> Result<Type, Problem> {
    let mut fields = Vec::new();
    for wanted in COLUMNS {
        let named = |field: &&Arc<Type>| field.name().eq_ignore_ascii_case(wanted);
        let Some(field) = schema.get_fields().iter().find(named) else {
            let has: Vec<String> = schema.get_fields().iter().map(|field| format!("`{}`", field.name())).collect();
            return Err(Problem::new(format!("`{name}` has no column `{wanted}`")).help(format!(
                "it has {}; `sql/lists.sql` writes product, neighbour, rank and weight",
                has.join(", ")
            )));
        };
        let one = field.is_primitive() && field.get_basic_info().repetition() != Repetition::REPEATED;
        if !one || (wanted == "weight" && !is_number(field)) {
            return Err(Problem::new(format!("the column `{wanted}` of `{name}` holds something else"))
                .help("`product` and `neighbour` are text, `weight` is a number"));
        }
        fields.push(Arc::clone(field));
    }
    fields.sort_by_key(|field| schema.get_fields().iter().position(|other| other.name() == field.name()));
    let built = Type::group_type_builder(schema.name()).with_fields(fields).build();
    built.map_err(|_| Problem::new(format!("the columns of `{name}` can't be read")))
}

fn is_number(field: &Type) -> bool {
    match field.get_physical_type() {
        Physical::INT32 | Physical::INT64 | Physical::FLOAT | Physical::DOUBLE => true,
        Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY => {
            matches!(field.get_basic_info().logical_type_ref(), Some(LogicalType::Decimal { .. }))
        }
        Physical::BOOLEAN | Physical::INT96 => false,
    }
}

/// An id as text. An empty one is none.
fn id(field: Field) -> Option<String> {
    let text = match field {
        Field::Str(text) => text,
        Field::Bytes(bytes) => bytes.as_utf8().ok()?.to_owned(),
        Field::Byte(_)
        | Field::Short(_)
        | Field::Int(_)
        | Field::Long(_)
        | Field::UByte(_)
        | Field::UShort(_)
        | Field::UInt(_)
        | Field::ULong(_)
        | Field::Decimal(_) => field.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn number(field: &Field) -> Option<f64> {
    match field {
        Field::Double(number) => Some(*number),
        Field::Float(number) => Some(f64::from(*number)),
        Field::Byte(_) | Field::Short(_) | Field::Int(_) | Field::Long(_) | Field::Decimal(_) => {
            field.to_string().parse().ok()
        }
        _ => None,
    }
}
