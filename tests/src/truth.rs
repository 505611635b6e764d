//! Bank files with known truth: what every entry is, and so what must become of it.
//!
//! A seeded generator: the same seed makes the same files. Payers write names and numbers as people and banks do, and
//! make the mistakes they make; [`Expected`] says whose money an entry is beyond doubt, or that nobody may have it.

use std::fmt::Write as _;

use domain::bank::RemittanceNumber;

/// Somebody with an exclusive number.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The real name.
    pub name: String,
    /// The number.
    pub number: RemittanceNumber,
}

/// What must become of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The holder at this place gets the money, and it must not need a person.
    Credited(usize),
    /// The holder at this place had the money, and the bank took it back.
    TakenBack(usize),
    /// Nobody may get the money by rule.
    Nobody,
}

/// One receipt and its truth.
#[derive(Debug, Clone)]
pub struct Truth {
    /// The bank's serial number; an entry of that number may stand in several files.
    pub reference: String,
    /// What was done to it, for people.
    pub story: &'static str,
    /// What must become of it.
    pub expected: Expected,
}

/// A file and how many entries it has.
#[derive(Debug)]
pub struct File {
    /// camt.053.
    pub xml: String,
    /// Entries in it, payments of a sum one by one.
    pub entries: usize,
}

/// Random numbers that are the same on every machine (SplitMix64).
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall alike.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to `sides` - 1.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }
}

/// One payment as the bank books it.
#[derive(Debug, Clone)]
struct Payment {
    reference: String,
    cents: i64,
    /// What the payer ordered, when a fee was cut off on the way.
    ordered_cents: Option<i64>,
    payer: String,
    /// Where the number stands: addressed, or written.
    payee: String,
    text: String,
    is_reversal: bool,
}

/// Makes files of `entries` entries in all, `per_file` in each, for `holders`.
#[must_use]
pub fn files(seed: u64, holders: &[Holder], entries: usize, per_file: usize, account: &str) -> (Vec<File>, Vec<Truth>) {
    let mut market = Market { dice: Dice::new(seed), holders, truths: Vec::new(), credited: Vec::new(), serial: 0 };
    let (mut files, mut made) = (Vec::new(), 0);
    let mut again: Vec<Sum> = Vec::new();
    while made < entries {
        let mut booked = std::mem::take(&mut again);
        while booked.iter().map(Vec::len).sum::<usize>() < per_file.min(entries - made) {
            booked.push(market.happen());
        }
        let count = booked.iter().map(Vec::len).sum();
        // Some of it stands in the next file again, as when a bank reports a day twice.
        let repeated = booked.iter().filter(|sum| sum.len() == 1 && !sum[0].is_reversal);
        again = repeated.step_by(29).cloned().collect();
        files.push(File { xml: camt053(&format!("F{}", files.len() + 1), account, "CNY", &booked), entries: count });
        made += count;
    }
    let foreign: Vec<Sum> = (0..entries / 50).map(|_| market.foreign()).collect();
    files.push(File { xml: camt053("FOREIGN", account, "EUR", &foreign), entries: foreign.len() });
    (files, market.truths)
}

/// `entries` payments of holders into their numbers, nothing wrong with any of them: one camt.054.
#[must_use]
pub fn notification(holders: &[Holder], entries: usize, account: &str) -> String {
    let mut body = String::new();
    for index in 0..entries {
        let holder = &holders[index % holders.len()];
        let payment = Payment {
            reference: format!("N{index:08}"),
            cents: 100,
            ordered_cents: None,
            payer: holder.name.clone(),
            payee: holder.number.to_string(),
            text: format!("Top-up of the month, order {index}, with what people write into such a text"),
            is_reversal: false,
        };
        entry(&mut body, "CNY", &[payment]);
    }
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>NOTIFICATION-{entries}</MsgId><CreDtTm>2026-03-10T08:00:00+08:00</CreDtTm></GrpHdr>
<Ntfctn><Id>N-{entries}</Id><CreDtTm>2026-03-10T08:00:00+08:00</CreDtTm>
<Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
{body}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>
"#
    )
}

type Sum = Vec<Payment>;

struct Market<'h> {
    dice: Dice,
    holders: &'h [Holder],
    truths: Vec<Truth>,
    /// Payments that were credited and may be taken back: whose, and the payment.
    credited: Vec<(usize, Payment)>,
    serial: usize,
}

impl Market<'_> {
    /// Something that people and banks do; the sums that are booked for it are one.
    fn happen(&mut self) -> Sum {
        let holder = self.dice.roll(self.holders.len());
        let other = (holder + 1 + self.dice.roll(self.holders.len() - 1)) % self.holders.len();
        let good = self.payment(holder);
        let name = |at: usize| self.holders[at].name.clone();
        match self.dice.roll(100) {
            0..64 => self.book("right", Expected::Credited(holder), good),
            64..70 => {
                let ordered_cents = Some(good.cents + 1_500);
                self.book("a fee was cut off", Expected::Credited(holder), Payment { ordered_cents, ..good })
            }
            70..75 => self.merged(holder, other, good),
            75..79 => {
                let payer = self.typo(holder);
                self.book("a typo in the name", Expected::Nobody, Payment { payer, ..good })
            }
            79..83 => {
                let payer = name(other);
                self.book("somebody else's name", Expected::Nobody, Payment { payer, ..good })
            }
            83..87 => {
                let nothing = Payment { payee: String::new(), text: "Top-up March".to_owned(), ..good };
                self.book("no number", Expected::Nobody, nothing)
            }
            87..90 => {
                let wrong = wrong_digit(self.holders[holder].number, self.dice.roll(18));
                let wrong = Payment { payee: String::new(), text: format!("to {wrong}"), ..good };
                self.book("a wrong digit", Expected::Nobody, wrong)
            }
            90..93 => {
                let both = format!("{} and {}", self.holders[holder].number, self.holders[other].number);
                let both = Payment { payee: String::new(), text: both, ..good };
                self.book("two numbers", Expected::Nobody, both)
            }
            93..96 => {
                let suffix = Payment { payer: format!("{} Holdings", name(holder)), ..good };
                self.book("a sister company", Expected::Nobody, suffix)
            }
            _ => self.taken_back(holder, good),
        }
    }

    fn book(&mut self, story: &'static str, expected: Expected, payment: Payment) -> Sum {
        self.truths.push(Truth { reference: payment.reference.clone(), story, expected });
        if let Expected::Credited(holder) = expected {
            self.credited.push((holder, payment.clone()));
        }
        vec![payment]
    }

    /// Two payments booked in one sum and told apart.
    fn merged(&mut self, holder: usize, other: usize, first: Payment) -> Sum {
        let second = self.payment(other);
        let sum = [(holder, first), (other, second)];
        for (at, payment) in &sum {
            let (reference, expected) = (payment.reference.clone(), Expected::Credited(*at));
            self.truths.push(Truth { reference, story: "merged and told apart", expected });
        }
        sum.into_iter().map(|(_, payment)| payment).collect()
    }

    /// Money in another currency than the account of the number it names.
    fn foreign(&mut self) -> Sum {
        let holder = self.dice.roll(self.holders.len());
        let payment = self.payment(holder);
        let reference = format!("EUR-{}", payment.reference);
        self.book("another currency", Expected::Nobody, Payment { reference, ..payment })
    }

    /// The bank takes an earlier credit back; there may be none yet.
    fn taken_back(&mut self, holder: usize, good: Payment) -> Sum {
        if self.credited.is_empty() {
            return self.book("right", Expected::Credited(holder), good);
        }
        let (whose, payment) = self.credited.swap_remove(self.dice.roll(self.credited.len()));
        for truth in self.truths.iter_mut().filter(|truth| truth.reference == payment.reference) {
            (truth.story, truth.expected) = ("taken back", Expected::TakenBack(whose));
        }
        vec![Payment { is_reversal: true, ..payment }]
    }

    /// A payment of a holder to its own number, written in one of the ways people write.
    fn payment(&mut self, holder: usize) -> Payment {
        self.serial += 1;
        let Holder { name, number } = &self.holders[holder];
        let number = number.to_string();
        let (payee, text) = match self.dice.roll(6) {
            0..3 => (number, format!("Order {}", self.serial)),
            3 => (String::new(), format!("Top-up {}", grouped(&number, 4, ' '))),
            4 => (String::new(), format!("汇款账号{}充值", full_width(&number))),
            _ => (String::new(), format!("REF/{}/{}", grouped(&number, 5, '-'), self.serial)),
        };
        let payer = self.written(name);
        let cents = 1_000 + i64::try_from(self.dice.roll(1_000_000)).unwrap();
        let reference = format!("BK{:08}", self.serial);
        Payment { reference, cents, ordered_cents: None, payer, payee, text, is_reversal: false }
    }

    /// A name as another bank or person writes it.
    fn written(&mut self, name: &str) -> String {
        match self.dice.roll(6) {
            0 => name.to_uppercase(),
            1 => full_width(name),
            2 => name.replace(" Ltd", " Co., Limited").replace(" Co., Co.,", " Co.,"),
            3 => name.replace(' ', "  ").replace('云', "雲").replace('长', "長"),
            4 => format!(" {name}. "),
            _ => name.to_owned(),
        }
        .replace(" Co., Limited", " Ltd")
    }

    fn typo(&mut self, holder: usize) -> String {
        let mut letters: Vec<char> = self.holders[holder].name.chars().collect();
        let at = self.dice.roll(letters.len().min(6));
        letters[at] = if letters[at] == 'x' { 'z' } else { 'x' };
        let double = self.dice.pick(&[true, false]);
        if double {
            letters.insert(at, 'q');
        }
        letters.into_iter().collect()
    }
}

fn full_width(text: &str) -> String {
    let wide = |c: char| if c.is_ascii_alphanumeric() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c };
    text.chars().map(wide).collect()
}

fn grouped(number: &str, by: usize, separator: char) -> String {
    let groups: Vec<&str> = (0..number.len()).step_by(by).map(|at| &number[at..number.len().min(at + by)]).collect();
    groups.join(&separator.to_string())
}

fn wrong_digit(number: RemittanceNumber, at: usize) -> String {
    let mut digits = number.to_string().into_bytes();
    digits[at] = b'0' + (digits[at] - b'0' + 1) % 10;
    String::from_utf8(digits).unwrap()
}

fn camt053(id: &str, account: &str, currency: &str, sums: &[Sum]) -> String {
    let (mut body, mut moved) = (String::new(), 0);
    for sum in sums {
        entry(&mut body, currency, sum);
        moved += sum.iter().map(|it| if it.is_reversal { -it.cents } else { it.cents }).sum::<i64>();
    }
    let balance = |code: &str, cents: i64| {
        format!(
            r#"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-10</Dt></Dt></Bal>"#,
            amount(cents)
        )
    };
    let opening = 1_000_000_000_000;
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>MSG-{id}</MsgId><CreDtTm>2026-03-10T08:00:00+08:00</CreDtTm></GrpHdr>
<Stmt><Id>{id}</Id><Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>
{}{}
{body}</Stmt></BkToCstmrStmt></Document>
"#,
        balance("OPBD", opening),
        balance("CLBD", opening + moved),
    )
}

/// A booked sum of one payment or several.
fn entry(body: &mut String, currency: &str, sum: &[Payment]) {
    let cents: i64 = sum.iter().map(|payment| payment.cents).sum();
    let first = &sum[0];
    let (direction, reversal) = if first.is_reversal { ("DBIT", "<RvslInd>true</RvslInd>") } else { ("CRDT", "") };
    let reference = if sum.len() == 1 { first.reference.clone() } else { format!("SUM-{}", first.reference) };
    write!(
        body,
        r#"<Ntry><Amt Ccy="{currency}">{}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{reversal}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-10</Dt></BookgDt><ValDt><Dt>2026-03-10</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls>"#,
        amount(cents)
    )
    .unwrap();
    if sum.len() > 1 {
        write!(body, "<Btch><NbOfTxs>{}</NbOfTxs></Btch>", sum.len()).unwrap();
    }
    for payment in sum {
        payment_details(body, currency, payment, sum.len() > 1);
    }
    body.push_str("</NtryDtls></Ntry>\n");
}

fn payment_details(body: &mut String, currency: &str, payment: &Payment, is_part: bool) {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    body.push_str("<TxDtls>");
    if is_part {
        write!(body, "<Refs><AcctSvcrRef>{}</AcctSvcrRef></Refs>", payment.reference).unwrap();
        write!(body, r#"<Amt Ccy="{currency}">{}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"#, amount(payment.cents)).unwrap();
    }
    if let Some(ordered) = payment.ordered_cents {
        write!(body, r#"<AmtDtls><InstdAmt><Amt Ccy="{currency}">{}</Amt></InstdAmt></AmtDtls>"#, amount(ordered))
            .unwrap();
    }
    write!(body, "<RltdPties><Dbtr><Pty><Nm>{}</Nm></Pty></Dbtr>", escaped(&payment.payer)).unwrap();
    if !payment.payee.is_empty() {
        write!(body, "<CdtrAcct><Id><Othr><Id>{}</Id></Othr></Id></CdtrAcct>", payment.payee).unwrap();
    }
    write!(body, "</RltdPties><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>", escaped(&payment.text)).unwrap();
}

fn amount(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
