#![no_main]

use domain::bank::holder_name::{normalise, same_holder};
use domain::bank::remittance_number::RemittanceNumber;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for number in RemittanceNumber::find_all(text) {
        assert_eq!(number.to_string().parse(), Ok(number));
    }
    assert_eq!(same_holder(text, text), !normalise(text).is_empty());
    if let Some((one, other)) = text.split_once('\n') {
        assert_eq!(same_holder(one, other), same_holder(other, one));
    }
});
