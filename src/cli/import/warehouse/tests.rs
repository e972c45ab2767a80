#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::*;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use std::fs::File;
use std::sync::Arc;

type Rows<'a> = &'a [(&'a str, &'a str, f64)];

const AS_WRITTEN: &str = "message m { required binary product (UTF8); required binary neighbour (UTF8);
    required int64 rank; required double weight; }";

fn texts(group: &mut SerializedRowGroupWriter<'_, File>, texts: &[&str]) {
    let values: Vec<ByteArray> = texts.iter().map(|text| ByteArray::from(*text)).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
    column.close().unwrap();
}

fn write(path: &Path, schema: &str, compression: Compression, rows: Rows<'_>) {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    texts(&mut group, &rows.iter().map(|row| row.0).collect::<Vec<_>>());
    texts(&mut group, &rows.iter().map(|row| row.1).collect::<Vec<_>>());
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&vec![1; rows.len()], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let weights: Vec<f64> = rows.iter().map(|row| row.2).collect();
    column.typed::<DoubleType>().write_batch(&weights, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
}

/// Reads lists for a shop that has these products.
fn read(paths: &[PathBuf], known: &[&str]) -> Result<Warehouse, Problem> {
    super::read(paths, known.iter().map(|id| (*id).to_owned()).collect())
}

fn named(warehouse: &Warehouse, product: &str) -> Vec<(String, f64)> {
    let at = warehouse.products.iter().position(|known| known == product).unwrap();
    let name = |item: u32| warehouse.products.get(item as usize).unwrap().clone();
    warehouse.lists.0.get(at).unwrap().iter().map(|(item, weight)| (name(*item), *weight)).collect()
}

#[test]
fn rows_become_lists_in_the_order_of_their_weights() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("lists.parquet");
    let rows = [("P2", "P9", 0.5), ("P2", "P1", 2.0), ("P2", "P10", 0.5), ("P1", "P2", 1.0)];
    write(&file, AS_WRITTEN, Compression::SNAPPY, &rows);
    let read = read(&[file], &["P9", "P10", "P2", "P1", "P3"]).unwrap();
    assert_eq!(read.products, ["P1", "P10", "P2", "P3", "P9"]);
    assert_eq!(named(&read, "P2"), [("P1".into(), 2.0), ("P10".into(), 0.5), ("P9".into(), 0.5)]);
    assert_eq!(named(&read, "P9"), []);
    assert_eq!(read.read, Read { files: 1, rows: 4, ..Read::default() });
}

#[test]
fn every_compression_that_the_warehouses_write_by_default_is_read() {
    let dir = tempfile::tempdir().unwrap();
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        let file = dir.path().join("lists.parquet");
        write(&file, AS_WRITTEN, compression, &[("a", "b", 0.25)]);
        assert_eq!(named(&read(&[file], &["a", "b"]).unwrap(), "a"), [("b".into(), 0.25)], "{compression:?}");
    }
}

#[test]
fn a_folder_is_all_its_parquet_files() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    write(&at("part-1.parquet"), AS_WRITTEN, Compression::SNAPPY, &[("a", "b", 0.25)]);
    write(&at("part-0.parquet"), AS_WRITTEN, Compression::SNAPPY, &[("a", "c", 0.5)]);
    for other in ["_SUCCESS", ".part-1.parquet.crc", ".part-2.parquet", "notes.txt"] {
        std::fs::write(at(other), "x").unwrap();
    }
    let read = read(&[dir.path().to_owned()], &["a", "b", "c"]).unwrap();
    assert_eq!(named(&read, "a"), [("c".into(), 0.5), ("b".into(), 0.25)]);
    assert_eq!(read.read.files, 2);
    let empty = at("empty");
    std::fs::create_dir(&empty).unwrap();
    let error = super::read(&[empty], Vec::new()).unwrap_err();
    assert!(error.to_string().starts_with("there is no file `*.parquet` in `"), "{error}");
}

#[test]
fn names_in_capitals_and_ids_as_bytes_are_understood() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("lists.parquet");
    let schema = "message m { required binary PRODUCT; required binary NEIGHBOUR; required int64 RANK; required double WEIGHT; }";
    write(&file, schema, Compression::SNAPPY, &[("a", "b", 0.25)]);
    assert_eq!(named(&read(&[file], &["a", "b"]).unwrap(), "a"), [("b".into(), 0.25)]);
}

#[test]
fn whole_numbers_are_ids_and_decimals_weights() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("lists.parquet");
    let schema = "message m { optional int64 product; optional int32 neighbour (INTEGER(32, true));
        optional int64 weight (DECIMAL(18, 3)); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(File::create(&file).unwrap(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[7, 7], Some(&[1, 1, 0]), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&[8, 9, 9], Some(&[1, 1, 1]), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[250, 1_500, 1], Some(&[1, 1, 1]), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    let read = read(&[file], &["7", "8", "9"]).unwrap();
    assert_eq!(named(&read, "7"), [("9".into(), 1.5), ("8".into(), 0.25)]);
    assert_eq!(read.read, Read { files: 1, rows: 3, incomplete: 1, ..Read::default() });
}

#[test]
fn what_cannot_be_used_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("lists.parquet");
    let many: Vec<String> = (0..MOST).map(|n| format!("n{n}")).collect();
    let mut rows: Vec<(&str, &str, f64)> = many.iter().map(|name| ("a", name.as_str(), 2.0)).collect();
    rows.extend([("a", "b", 1.0), ("", "b", 1.0), ("a", "", 1.0), ("a", "n0", 1.0)]);
    rows.extend([("a", "c", 0.0), ("a", "c", -1.0), ("a", "c", f64::NAN), ("a", "c", f64::INFINITY)]);
    rows.extend([("a", "gone", 1.0), ("gone", "a", 1.0), ("gone", "gone", 1.0)]);
    write(&file, AS_WRITTEN, Compression::SNAPPY, &rows);
    let known: Vec<&str> = many.iter().map(String::as_str).chain(["a", "b", "c"]).collect();
    let read = read(&[file], &known).unwrap();
    let counted = Read { files: 1, rows: 61, incomplete: 2, weightless: 4, vanished: 3, repeated: 1, beyond: 1 };
    assert_eq!(read.read, counted);
    assert_eq!(read.read.used(), MOST as u64);
    assert_eq!(named(&read, "a").len(), MOST);
}

#[test]
fn what_cannot_be_read_is_refused_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("lists.parquet");
    let refused = |rows: Rows<'_>, schema: &str| {
        write(&file, schema, Compression::SNAPPY, rows);
        let error = read(std::slice::from_ref(&file), &[]).unwrap_err();
        format!("{error}; {}", error.advice().unwrap()).replace(&dir.path().display().to_string(), "D")
    };
    let row = [("a", "b", 1.0)];
    assert_eq!(
        refused(&row, &AS_WRITTEN.replace("neighbour", "other")),
        "`D/lists.parquet` has no column `neighbour`; it has `product`, `other`, `rank`, `weight`; \
         `sql/lists.sql` writes product, neighbour, rank and weight"
    );
    let turned = AS_WRITTEN.replace("product", "x").replace("weight", "product").replace("x ", "weight ");
    assert_eq!(
        refused(&row, &turned),
        "the column `weight` of `D/lists.parquet` holds something else; `product` and `neighbour` are text, `weight` is a number"
    );
    std::fs::write(&file, "product,neighbour,rank,weight\n").unwrap();
    let error = read(std::slice::from_ref(&file), &[]).unwrap_err();
    assert!(error.to_string().ends_with("lists.parquet` is not Parquet, or not all of it is there"), "{error}");
    let error = read(&[dir.path().join("nothing")], &[]).unwrap_err();
    assert!(error.to_string().starts_with("there is no file `"), "{error}");
}

/// Most places hold what any byte may stand in; some make the reader itself give up.
#[test]
fn a_damaged_file_is_read_or_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("lists.parquet");
    let names: Vec<String> = (0..9).map(|n| format!("product {n}")).collect();
    let rows: Vec<(&str, &str, f64)> =
        names.iter().zip(names.iter().skip(1)).map(|(a, b)| (a.as_str(), b.as_str(), 0.5)).collect();
    write(&file, AS_WRITTEN, Compression::SNAPPY, &rows);
    let bytes = std::fs::read(&file).unwrap();
    let mut refused = 0;
    for place in 0..bytes.len() {
        for change in [0x01, 0x80] {
            let mut damaged = bytes.clone();
            damaged.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= change);
            std::fs::write(&file, &damaged).unwrap();
            refused += usize::from(super::read(std::slice::from_ref(&file), names.clone()).is_err());
        }
        std::fs::write(&file, bytes.iter().take(place).copied().collect::<Vec<_>>()).unwrap();
        assert!(super::read(std::slice::from_ref(&file), names.clone()).is_err(), "cut at {place}");
    }
    assert!(refused > bytes.len() / 2, "{refused}");
}
