//! The words of e-mails: a typed context and three templates a letter and language.
//!
//! `templates/<letter>/<locale>/{subject.txt,body.txt,body.html}`. A template
//! gets text that is formatted for its language and nothing else. In HTML it is
//! escaped; a name that the context has not is an error, never a gap.

mod authorization;
mod balance;
mod bank;
mod coupon;
mod format;
mod joining;
mod onboarding;
mod parting;
mod remittance;
mod report;
mod staff;
mod verification;

use domain::mail::Letter;
use domain::party::Locale;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use rust_embed::Embed;
use schema::money::MoneyError;
use serde::Serialize;
use url::Url;

use crate::outcome::JobError;

/// The folder of templates.
#[derive(Embed)]
#[folder = "templates"]
struct Files;

/// A template cannot be read or filled in: a fault of ours.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The template is wrong, or wants what its context has not.
    #[error("an e-mail template is wrong")]
    Template(#[from] minijinja::Error),
    /// A template is not text.
    #[error("an e-mail template is not UTF-8")]
    NotText(#[from] std::str::Utf8Error),
    /// A sample is not money.
    #[error("a sample is wrong")]
    Sample(#[from] MoneyError),
}

impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        Self::of(error, false)
    }
}

/// A letter in one language, for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The folder of its templates.
    pub template: &'static str,
    /// One line.
    pub subject: String,
    /// For text clients.
    pub text: String,
    /// The same, marked up; refers to nothing outside itself.
    pub html: String,
}

/// The templates, read once.
pub struct Emails {
    templates: Environment<'static>,
    public_url: String,
}

/// What every template knows, and what its letter says.
#[derive(Serialize)]
struct Context<'a, L> {
    lang: &'a str,
    subject: &'a str,
    recipient: &'a str,
    public_url: &'a str,
    #[serde(flatten)]
    letter: &'a L,
}

/// The words of one letter: what its templates are filled with.
trait Words: Serialize + Sized {
    /// The folder of its templates.
    const TEMPLATE: &'static str;
    /// What it says, as the domain has it.
    type Letter;

    /// The facts, formatted for a language.
    fn of(letter: &Self::Letter, locale: Locale) -> Self;

    /// One for looking at.
    fn sample() -> Result<Letter, Error>;
}

impl Emails {
    /// Reads the templates; `public_url` is where a reader finds the partner center.
    ///
    /// # Errors
    /// [`Error`] when a template is wrong.
    pub fn new(public_url: &Url) -> Result<Self, Error> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        for name in Files::iter() {
            if let Some(file) = Files::get(&name) {
                let text = std::str::from_utf8(&file.data)?.to_owned();
                templates.add_template_owned(name.into_owned(), text)?;
            }
        }
        Ok(Self { templates, public_url: public_url.to_string() })
    }

    /// `letter` to somebody called `recipient`.
    ///
    /// # Errors
    /// [`Error::Template`].
    pub fn render(&self, letter: &Letter, recipient: &str, locale: Locale) -> Result<Rendered, Error> {
        match letter {
            Letter::RemittanceCredited(letter) => self.fill::<bank::RemittanceCredited>(letter, recipient, locale),
            Letter::RemittanceReversed(letter) => self.fill::<bank::RemittanceReversed>(letter, recipient, locale),
            Letter::RemittanceReturned(letter) => self.fill::<bank::RemittanceReturned>(letter, recipient, locale),
            Letter::PayerAgreementMade(letter) => {
                self.fill::<remittance::PayerAgreementMade>(letter, recipient, locale)
            }
            Letter::RemittanceClaimSubmitted(letter) => {
                self.fill::<remittance::ClaimSubmitted>(letter, recipient, locale)
            }
            Letter::RemittanceClaimDecided(letter) => self.fill::<remittance::ClaimDecided>(letter, recipient, locale),
            Letter::BalanceLow(letter) => self.fill::<balance::BalanceLow>(letter, recipient, locale),
            Letter::AuthorizationRequested(letter) => self.fill::<authorization::Requested>(letter, recipient, locale),
            Letter::AuthorizationAnswered(letter) => self.fill::<authorization::Answered>(letter, recipient, locale),
            Letter::CouponIssued(letter) => self.fill::<coupon::CouponIssued>(letter, recipient, locale),
            Letter::CustomerInvited(letter) => self.fill::<onboarding::CustomerInvited>(letter, recipient, locale),
            Letter::CustomerAssociated(letter) => {
                self.fill::<onboarding::CustomerAssociated>(letter, recipient, locale)
            }
            Letter::AssociationCompleted(letter) => {
                self.fill::<onboarding::AssociationCompleted>(letter, recipient, locale)
            }
            Letter::PartingRequested(letter) => self.fill::<parting::Requested>(letter, recipient, locale),
            Letter::PartingDecided(letter) => self.fill::<parting::Decided>(letter, recipient, locale),
            Letter::PartingDone(letter) => self.fill::<parting::Done>(letter, recipient, locale),
            Letter::ReportDecided(letter) => self.fill::<report::ReportDecided>(letter, recipient, locale),
            Letter::VerificationCode(letter) => self.fill::<verification::VerificationCode>(letter, recipient, locale),
            Letter::PartnerInvited(letter) => self.fill::<joining::PartnerInvited>(letter, recipient, locale),
            Letter::ApplicationReceived(letter) => self.fill::<joining::ApplicationReceived>(letter, recipient, locale),
            Letter::ApplicationDecided(letter) => self.fill::<joining::ApplicationDecided>(letter, recipient, locale),
            Letter::StaffInvited(letter) => self.fill::<staff::StaffInvited>(letter, recipient, locale),
            Letter::ManagersOrphaned(letter) => self.fill::<staff::ManagersOrphaned>(letter, recipient, locale),
        }
    }

    /// Every letter in every language, filled with its sample: what a person
    /// should look at after a change.
    ///
    /// # Errors
    /// [`Error`] when one of them cannot be rendered.
    pub fn samples(&self) -> Result<Vec<(Locale, Rendered)>, Error> {
        let mut samples = Vec::new();
        let letters = [
            bank::RemittanceCredited::sample()?,
            bank::RemittanceReversed::sample()?,
            bank::RemittanceReturned::sample()?,
            remittance::PayerAgreementMade::sample()?,
            remittance::ClaimSubmitted::sample()?,
            remittance::ClaimDecided::sample()?,
            balance::BalanceLow::sample()?,
            report::ReportDecided::sample()?,
            coupon::CouponIssued::sample()?,
            onboarding::CustomerInvited::sample()?,
            onboarding::CustomerAssociated::sample()?,
            onboarding::AssociationCompleted::sample()?,
            verification::VerificationCode::sample()?,
            authorization::Requested::sample()?,
            authorization::Answered::sample()?,
            staff::StaffInvited::sample()?,
            staff::ManagersOrphaned::sample()?,
            joining::PartnerInvited::sample()?,
            joining::ApplicationReceived::sample()?,
            joining::ApplicationDecided::sample()?,
            parting::Requested::sample()?,
            parting::Decided::sample()?,
            parting::Done::sample()?,
        ];
        for letter in letters {
            for locale in Locale::ALL.iter().copied() {
                samples.push((locale, self.render(&letter, "Lin Wei", locale)?));
            }
        }
        Ok(samples)
    }

    fn fill<W: Words>(&self, letter: &W::Letter, recipient: &str, locale: Locale) -> Result<Rendered, Error> {
        let (template, letter) = (W::TEMPLATE, W::of(letter, locale));
        let render = |file: &str, subject: &str| {
            let lang = locale.as_str();
            let context = Context { lang, subject, recipient, public_url: &self.public_url, letter: &letter };
            self.templates.get_template(&format!("{template}/{lang}/{file}"))?.render(Serde(context))
        };
        let subject = render("subject.txt", "")?;
        let (text, html) = (render("body.txt", &subject)?, render("body.html", &subject)?);
        Ok(Rendered { template, subject, text, html })
    }
}
