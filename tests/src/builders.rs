//! The channel of every story, and bank files.

use std::fmt::Write as _;

use domain::Db;
use domain::actor::{Actor, Role};
use domain::bank::{self, PayeeInput, Register};
use domain::clock::Now;
use domain::db::Conn;
use domain::party::{self, EdgeKind, Kind, Locale};
use domain::staff::{self, NewStaff};
use schema::ids::PartyId;
use schema::money::Currency;

use crate::PASSWORD;

/// The vendor's bank account in every story.
pub const BANK_ACCOUNT: &str = "CN00TEST0000000001";

/// A party of the channel.
#[derive(Debug, Clone)]
pub struct Partner {
    pub(crate) id: PartyId,
    pub(crate) kind: Kind,
    /// Its legal name.
    pub name: String,
    /// Its administrator's address.
    pub email: String,
    /// Its exclusive remittance number; empty for the vendor and customers.
    pub number: String,
}

/// The parties of every story: two of each kind, so that there is always a stranger.
#[derive(Debug, Clone)]
pub struct Channel {
    /// The vendor.
    pub vendor: Partner,
    /// A distributor that writes Chinese.
    pub distributor: Partner,
    /// Another distributor.
    pub other_distributor: Partner,
    /// A reseller of `distributor`.
    pub reseller: Partner,
    /// Another reseller of `distributor`.
    pub other_reseller: Partner,
    /// A solution provider.
    pub solution_provider: Partner,
    /// A resale customer of `reseller`.
    pub customer: Partner,
    /// An advisory customer of `reseller`.
    pub advisory_customer: Partner,
    /// A resale customer of `other_reseller`.
    pub other_customer: Partner,
}

impl Channel {
    /// Enters the channel: a vendor with staff in every role, partners with an administrator and a
    /// remittance account each, customers with an administrator each.
    pub(crate) async fn found(db: &Db, now: Now) -> Self {
        db.tx(move |conn| Ok::<_, domain::db::Error>(found(conn, now))).await.unwrap()
    }
}

fn found(conn: &mut Conn, now: Now) -> Channel {
    let mut enter =
        |kind, name: &str, locale, under: Option<(&Partner, EdgeKind)>| enter(conn, now, kind, name, locale, under);
    let vendor = enter(Kind::Vendor, "Vendor Cloud Ltd", Locale::En, None);
    let partner = Some((&vendor, EdgeKind::Partner));
    let distributor = enter(Kind::Distributor, "长江云分销有限公司", Locale::ZhCn, partner);
    let other_distributor = enter(Kind::Distributor, "Delta Distribution Ltd", Locale::En, partner);
    let reseller = enter(Kind::Reseller, "Heron Systems Ltd", Locale::En, Some((&distributor, EdgeKind::Reseller)));
    let other_reseller = enter(Kind::Reseller, "Mekong Data Ltd", Locale::En, Some((&distributor, EdgeKind::Reseller)));
    let solution_provider = enter(Kind::SolutionProvider, "Alder Solutions Inc.", Locale::En, partner);
    let customer = enter(Kind::Customer, "Lantern Foods Ltd", Locale::En, Some((&reseller, EdgeKind::Resale)));
    let advisory_customer = enter(Kind::Customer, "Harbour Ltd", Locale::En, Some((&reseller, EdgeKind::Advisory)));
    let other_customer =
        enter(Kind::Customer, "Fern Clinics Ltd", Locale::En, Some((&other_reseller, EdgeKind::Resale)));
    for (role, name) in [(Role::Finance, "finance"), (Role::Operations, "operations")] {
        add_staff(conn, now, vendor.id, &format!("{name}@vendor.example"), Locale::En, role);
    }
    let payee = PayeeInput::default();
    let (number, name) = (BANK_ACCOUNT.to_owned(), "Collection".to_owned());
    let account = Register { number, currency: Currency::CNY, name, payee };
    let actor = Actor::system("test");
    bank::ensure_account(conn, now, &actor, &account).unwrap();
    Channel {
        vendor,
        distributor,
        other_distributor,
        reseller,
        other_reseller,
        solution_provider,
        customer,
        advisory_customer,
        other_customer,
    }
}

fn enter(
    conn: &mut Conn,
    now: Now,
    kind: Kind,
    name: &str,
    locale: Locale,
    under: Option<(&Partner, EdgeKind)>,
) -> Partner {
    let actor = Actor::system("test");
    let party = party::enter(conn, now, &actor, kind, name, locale).unwrap();
    if let Some((upper, edge)) = under {
        party::associate(conn, now, &actor, edge, upper.id, party.id).unwrap();
    }
    let number = match kind {
        Kind::Vendor | Kind::Customer => String::new(),
        Kind::Distributor | Kind::Reseller | Kind::SolutionProvider | Kind::GovSubsidy | Kind::Merchant => {
            bank::issue(conn, now, &actor, party.id, Currency::CNY).unwrap().number
        }
    };
    let domain = if kind == Kind::Vendor { "vendor".to_owned() } else { party.id.uuid().simple().to_string() };
    let email = format!("admin@{domain}.example");
    add_staff(conn, now, party.id, &email, locale, Role::Administrator);
    Partner { id: party.id, kind, name: party.name, email, number }
}

fn add_staff(conn: &mut Conn, now: Now, party_id: PartyId, email: &str, locale: Locale, role: Role) {
    let (roles, password) = (&[role], Some(PASSWORD));
    let new = NewStaff { party_id, email, name: "Robin", locale, roles, custom_roles: &[], password };
    staff::add(conn, now, &Actor::system("test"), &new).unwrap();
}

/// One entry of a statement.
#[derive(Debug, Clone)]
pub struct Line {
    /// With two decimals.
    pub amount: String,
    /// `CRDT` or `DBIT`.
    pub direction: &'static str,
    /// The bank's reference.
    pub reference: Option<String>,
    /// Who paid.
    pub payer: String,
    /// The exclusive number that was addressed; empty when the payer addressed the account itself.
    pub number: String,
    /// What the payer wrote; empty for nothing.
    pub text: String,
    /// Whether it takes back an earlier entry.
    pub is_reversal: bool,
}

impl Line {
    /// A transfer from `payer` to the exclusive number of `to`.
    #[must_use]
    pub fn credit(reference: &str, amount: &str, payer: &str, to: &str) -> Self {
        Self {
            amount: amount.to_owned(),
            direction: "CRDT",
            reference: Some(reference.to_owned()),
            payer: payer.to_owned(),
            number: to.to_owned(),
            text: String::new(),
            is_reversal: false,
        }
    }

    /// Money that goes out.
    #[must_use]
    pub fn debit(reference: &str, amount: &str) -> Self {
        Self { direction: "DBIT", ..Self::credit(reference, amount, "", "") }
    }

    /// The bank takes back what it reported under `reference`.
    #[must_use]
    pub fn reversal(reference: &str, amount: &str) -> Self {
        Self { is_reversal: true, ..Self::debit(reference, amount) }
    }

    /// A transfer of a partner to its own number: what is credited.
    #[must_use]
    pub fn from(partner: &Partner, reference: &str, amount: &str) -> Self {
        Self::credit(reference, amount, &partner.name, &partner.number)
    }
}

/// A camt.053 file with one statement, which balances unless a story breaks it.
#[derive(Debug, Clone)]
pub struct BankFile {
    /// The statement's reference.
    pub reference: String,
    /// The bank account.
    pub account: String,
    /// The currency.
    pub currency: String,
    /// The entries.
    pub lines: Vec<Line>,
    /// When the entries were booked, and the day of both balances: `2026-03-10`.
    pub on: String,
    /// What the statement opens with, in cents.
    pub opening: i64,
}

impl BankFile {
    /// A statement of the vendor's bank account in CNY.
    #[must_use]
    pub fn new(reference: &str, lines: impl IntoIterator<Item = Line>) -> Self {
        Self {
            reference: reference.to_owned(),
            account: BANK_ACCOUNT.to_owned(),
            currency: "CNY".to_owned(),
            lines: lines.into_iter().collect(),
            on: "2026-03-10".to_owned(),
            opening: 100_000_000,
        }
    }

    /// The statement of a day that opens with so many cents.
    #[must_use]
    pub fn day(on: &str, opening: i64, lines: impl IntoIterator<Item = Line>) -> Self {
        Self { on: on.to_owned(), opening, ..Self::new(&format!("S-{on}"), lines) }
    }

    /// What a statement closes with, in cents.
    #[must_use]
    pub fn closing(&self) -> i64 {
        let cents = |line: &Line| line.amount.replace('.', "").parse::<i64>().unwrap();
        let sum = self.lines.iter().map(|line| if line.direction == "CRDT" { cents(line) } else { -cents(line) });
        self.opening + sum.sum::<i64>()
    }

    /// The file.
    #[must_use]
    pub fn xml(&self) -> String {
        let entries: String = self.lines.iter().map(|line| self.entry(line)).collect();
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
 <BkToCstmrStmt>
  <GrpHdr><MsgId>MSG-{reference}</MsgId><CreDtTm>2026-03-10T08:00:00+08:00</CreDtTm></GrpHdr>
  <Stmt>
   <Id>{reference}</Id>
   <Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>
   {opening}
   {closing}
{entries}  </Stmt>
 </BkToCstmrStmt>
</Document>
"#,
            reference = self.reference,
            account = self.account,
            currency = self.currency,
            opening = self.balance("OPBD", self.opening),
            closing = self.balance("CLBD", self.closing()),
        )
    }

    fn balance(&self, code: &str, cents: i64) -> String {
        format!(
            r#"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{}">{}.{:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{}</Dt></Dt></Bal>"#,
            self.currency,
            cents / 100,
            cents % 100,
            self.on
        )
    }

    fn entry(&self, line: &Line) -> String {
        let mut entry = format!(
            r#"   <Ntry><Amt Ccy="{}">{}</Amt><CdtDbtInd>{}</CdtDbtInd>{}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{}</Dt></BookgDt>"#,
            self.currency,
            line.amount,
            line.direction,
            if line.is_reversal { "<RvslInd>true</RvslInd>" } else { "" },
            self.on
        );
        if let Some(reference) = &line.reference {
            write!(entry, "<AcctSvcrRef>{reference}</AcctSvcrRef>").unwrap();
        }
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        write!(entry, "<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>{}</Nm></Pty></Dbtr>", escaped(&line.payer))
            .unwrap();
        if !line.number.is_empty() {
            write!(entry, "<CdtrAcct><Id><Othr><Id>{}</Id></Othr></Id></CdtrAcct>", line.number).unwrap();
        }
        write!(entry, "</RltdPties>").unwrap();
        if !line.text.is_empty() {
            write!(entry, "<RmtInf><Ustrd>{}</Ustrd></RmtInf>", escaped(&line.text)).unwrap();
        }
        writeln!(entry, "</TxDtls></NtryDtls></Ntry>").unwrap();
        entry
    }
}

/// A plain layout of CSV files: dates and signed amounts, as GraphQL takes it.
#[must_use]
pub fn csv_layout() -> serde_json::Value {
    serde_json::json!({
        "encoding": "UTF_8", "delimiter": "COMMA", "quote": "DOUBLE", "skipLines": 0, "dateForm": "YEAR_MONTH_DAY",
        "decimalSeparator": "POINT", "thousandsSeparator": "NOTHING", "bookedOnColumn": "Date", "amountColumn": "Amount",
    })
}
