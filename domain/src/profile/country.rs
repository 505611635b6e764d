//! Which country a mobile number is of (ITU-T E.164, list of assigned country codes).

use super::Mobile;

/// Codes of one and two digits; every other code has three.
const SHORT: &[&str] = &[
    "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
    "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
    "86", "90", "91", "92", "93", "94", "95", "98",
];

impl Mobile {
    /// The code that the number begins with, as four digits: `0086`.
    #[must_use]
    pub fn country_code(&self) -> String {
        let digits = self.as_str().trim_start_matches('+');
        let short = SHORT.iter().find(|code| digits.starts_with(**code)).copied();
        let code = short.unwrap_or_else(|| digits.get(..3).unwrap_or(digits));
        format!("{code:0>4}")
    }
}
