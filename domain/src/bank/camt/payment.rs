//! `TxDtls`: one payment in a booked sum.

use schema::money::{Currency, Money};

use super::super::finding::Problem;
use super::super::remittance_number::RemittanceNumber;
use super::super::statement::{Batch, Direction, Entry};
use super::super::text::{self, REMITTANCE_LIMIT};
use super::leaf::Leaf;
use super::value::{self, set};

/// Stands between the texts of a [`Payment`]; none of them has a control character.
const BETWEEN: char = '\n';
/// How many texts a [`Payment`] has.
const TEXTS: usize = 8;

/// A `TxDtls` while it is read.
#[derive(Default)]
pub(super) struct PaymentDraft {
    amount: Option<Money>,
    transaction_amount: Option<Money>,
    counter_value: Option<Money>,
    instructed_amount: Option<Money>,
    direction: Option<Direction>,
    bank_reference: Option<String>,
    end_to_end_reference: Option<String>,
    payer_name: Option<String>,
    payer_iban: Option<String>,
    payer_number: Option<String>,
    payee_iban: Option<String>,
    payee_number: Option<String>,
    virtual_number: Option<String>,
    free_text: String,
    structured_text: String,
    note: Option<String>,
    /// It gives back what was paid before.
    pub(super) is_return: bool,
}

/// A payment of a sum, as small as can be: a sum may have a hundred thousand.
pub(super) struct Payment {
    /// The line it begins in.
    pub(super) line: usize,
    amount: Option<Money>,
    direction: Option<Direction>,
    is_return: bool,
    /// Bank reference, end-to-end reference, payer's name and account, payee's account, free text, structured text and
    /// note, each empty when there is none.
    texts: Box<str>,
}

impl PaymentDraft {
    /// A leaf at `path` below `TxDtls`. The ultimate debtor is deliberately not
    /// read: the payer is who the money came from. Nor are the payer's bank and
    /// whoever gave the order (`Dbtr/Agt`, `InitgPty`).
    ///
    /// - `own`: the currency of the account
    pub(super) fn set(&mut self, path: &str, leaf: &Leaf<'_>, own: Option<Currency>) -> Result<(), Problem> {
        match path {
            "Amt" => set(&mut self.amount, leaf.own_money(own)?),
            "AmtDtls/TxAmt/Amt" => set(&mut self.transaction_amount, leaf.own_money(own)?),
            "AmtDtls/CntrValAmt/Amt" => set(&mut self.counter_value, leaf.own_money(own)?),
            "AmtDtls/InstdAmt/Amt" => set(&mut self.instructed_amount, leaf.own_money(own)?),
            "CdtDbtInd" => set(&mut self.direction, Some(value::direction(leaf.text)?)),
            "Refs/AcctSvcrRef" => set(&mut self.bank_reference, value::reference(leaf.text)?),
            "Refs/EndToEndId" => set(&mut self.end_to_end_reference, leaf.line()),
            "AddtlTxInf" => set(&mut self.note, text::line(leaf.text, REMITTANCE_LIMIT)),
            "BkTxCd/Domn/Fmly/SubFmlyCd" => self.mark_return(value::is_returning_family(leaf.text)),
            "BkTxCd/Prtry/Cd" => self.mark_return(value::is_returning_code(leaf.text)),
            _ => match path.split_once('/') {
                Some(("RltdPties", path)) => self.set_party(path, leaf),
                Some(("RmtInf", path)) => self.set_remittance(path, leaf),
                _ => Ok(()),
            },
        }
    }

    fn set_party(&mut self, path: &str, leaf: &Leaf<'_>) -> Result<(), Problem> {
        match path {
            // The name itself up to version 07, that of a party or an agent since.
            "Dbtr/Nm" | "Dbtr/Pty/Nm" => set(&mut self.payer_name, leaf.line()),
            "DbtrAcct/Id/IBAN" => set(&mut self.payer_iban, text::account_number(leaf.text)),
            // One element for each kind of number in version 01.
            "DbtrAcct/Id/Othr/Id" | "DbtrAcct/Id/BBAN" | "DbtrAcct/Id/UPIC" | "DbtrAcct/Id/PrtryAcct/Id" => {
                set(&mut self.payer_number, text::account_number(leaf.text))
            }
            "CdtrAcct/Id/IBAN" => set(&mut self.payee_iban, text::account_number(leaf.text)),
            "CdtrAcct/Id/Othr/Id" | "CdtrAcct/Id/BBAN" | "CdtrAcct/Id/UPIC" | "CdtrAcct/Id/PrtryAcct/Id" => {
                set(&mut self.payee_number, text::account_number(leaf.text))
            }
            "CdtrAcct/Prxy/Id" => self.add_virtual(leaf.text),
            _ if path.starts_with("UltmtCdtr/") && path.ends_with("/Othr/Id") => self.add_virtual(leaf.text),
            _ => Ok(()),
        }
    }

    fn set_remittance(&mut self, path: &str, leaf: &Leaf<'_>) -> Result<(), Problem> {
        match path {
            // A payer's line may go on in the next.
            "Ustrd" => add(&mut self.free_text, " ", leaf.text),
            // A reference does not: no two of them may read as one. The second name is that of version 01.
            "Strd/CdtrRefInf/Ref"
            | "Strd/CdtrRefInf/CdtrRef"
            | "Strd/RfrdDocInf/Nb"
            | "Strd/RfrdDocInf/RfrdDocNb"
            | "Strd/AddtlRmtInf" => add(&mut self.structured_text, ", ", leaf.text),
            _ => {}
        }
        Ok(())
    }

    /// Where banks write the number of a virtual account beside that of the account itself: only an exclusive number is
    /// taken from there, for it may be the number of anything.
    fn add_virtual(&mut self, text: &str) -> Result<(), Problem> {
        let number = text::account_number(text).filter(|number| number.parse::<RemittanceNumber>().is_ok());
        set(&mut self.virtual_number, number)
    }

    fn mark_return(&mut self, is_return: bool) -> Result<(), Problem> {
        self.is_return |= is_return;
        Ok(())
    }

    /// `TxDtls` ends.
    ///
    /// - `own_account`: that of the statement; a payee's account that is another is a virtual one
    pub(super) fn pack(self, line: usize, own_account: &str) -> Payment {
        let payee = [&self.payee_iban, &self.payee_number, &self.virtual_number].map(Option::as_deref);
        let mut named = payee.into_iter().flatten();
        let payee_account = named.clone().find(|number| *number != own_account).or(named.next());
        let texts: [Option<&str>; TEXTS] = [
            self.bank_reference.as_deref(),
            self.end_to_end_reference.as_deref(),
            self.payer_name.as_deref(),
            self.payer_iban.as_deref().or(self.payer_number.as_deref()),
            payee_account,
            Some(cut(&self.free_text)),
            Some(cut(&self.structured_text)),
            self.note.as_deref(),
        ];
        let mut packed = String::with_capacity(texts.iter().flatten().map(|text| text.len()).sum::<usize>() + TEXTS);
        for text in texts {
            packed.push_str(text.unwrap_or_default());
            packed.push(BETWEEN);
        }
        Payment {
            line,
            amount: self.amount.or(self.transaction_amount).or(self.counter_value).or(self.instructed_amount),
            direction: self.direction,
            is_return: self.is_return,
            texts: packed.into_boxed_str(),
        }
    }
}

impl Payment {
    /// The bank's own reference of the payment.
    pub(super) fn bank_reference(&self) -> Option<&str> {
        self.texts().next().flatten()
    }

    /// Bytes of what it says.
    pub(super) const fn size(&self) -> usize {
        self.texts.len()
    }

    /// The payment's own amount and direction; the sum's direction where it says none.
    pub(super) fn movement(&self, sum_direction: Direction) -> Option<(Money, Direction)> {
        Some((self.amount?, self.direction.unwrap_or(sum_direction)))
    }

    /// Whether this one payment can be all of a booked sum. It may be more, for
    /// the bank may have kept a fee; if it is less, another payment is not told of.
    pub(super) fn can_be_all_of(&self, sum: Money, sum_direction: Direction) -> bool {
        self.movement(sum_direction)
            .is_none_or(|(amount, direction)| direction == sum_direction && amount.amount() >= sum.amount())
    }

    /// `frame` with what the payment says of payer, payee and purpose. Of money that went out, and was not given back,
    /// the payer is the account's own holder and is left out.
    ///
    /// - `sum_note`: the bank's note on the booked sum, used where nobody wrote anything
    pub(super) fn describe(&self, frame: Entry, batch: Batch, sum_note: Option<String>) -> Entry {
        let mut texts = self.texts().skip(1).map(|text| text.map(str::to_owned));
        let mut text = || texts.next().flatten();
        let (end_to_end_reference, payer_name, payer_account, payee_account) = (text(), text(), text(), text());
        let (free_text, remittance_reference, note) = (text(), text(), text());
        let is_reversal = frame.is_reversal || self.is_return;
        let has_payer = is_reversal || frame.direction == Direction::Credit;
        Entry {
            is_reversal,
            end_to_end_reference,
            remittance_text: free_text.or(note).or(sum_note),
            remittance_reference,
            payer_name: payer_name.filter(|_| has_payer),
            payer_account: payer_account.filter(|_| has_payer),
            payee_account: payee_account.or(frame.payee_account),
            batch,
            ..frame
        }
    }

    fn texts(&self) -> impl Iterator<Item = Option<&str>> {
        self.texts.split(BETWEEN).map(|text| Some(text).filter(|text| !text.is_empty()))
    }
}

/// Adds a piece of remittance text; once there is more than enough, no more.
fn add(text: &mut String, between: &str, piece: &str) {
    let has_room = text.len() < REMITTANCE_LIMIT * 4;
    let Some(piece) = text::line(piece, REMITTANCE_LIMIT).filter(|_| has_room) else { return };
    if !text.is_empty() {
        text.push_str(between);
    }
    text.push_str(&piece);
}

/// The first [`REMITTANCE_LIMIT`] characters.
fn cut(text: &str) -> &str {
    let end = text.char_indices().nth(REMITTANCE_LIMIT).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}
