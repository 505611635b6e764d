//! The words of letters about becoming a partner.

use domain::application::{Decided, Kind, Received, Verdict};
use domain::mail::Letter;
use domain::partner_invitation::{InvitedKind, Mailed};
use domain::party::Locale;
use domain::profile::Level;
use schema::ids::ApplicationId;
use serde::Serialize;

use super::{Error, Words, format};

/// What `partner_invited` says.
#[derive(Debug, Serialize)]
pub(super) struct PartnerInvited {
    inviter_name: String,
    company_name: String,
    kind: &'static str,
    token: String,
    until: String,
}

impl Words for PartnerInvited {
    type Letter = Mailed;

    const TEMPLATE: &'static str = "partner_invited";

    fn of(letter: &Mailed, locale: Locale) -> Self {
        Self {
            inviter_name: letter.inviter_name.clone(),
            company_name: letter.company_name.clone(),
            kind: partner(letter.kind, locale),
            token: letter.token.clone(),
            until: format::date(letter.until, locale),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::PartnerInvited(Mailed {
            inviter_name: "Harbour & Sons Cloud".to_owned(),
            company_name: "海港云科技有限公司".to_owned(),
            kind: InvitedKind::Reseller,
            token: "AZqPsFFPcdKd2L6MIv8T5A.hP3Zk6mYHl0bQ9v1m5uRk2b4C8x7d9e0F1a2B3c4D5E".to_owned(),
            until: chrono::NaiveDate::from_ymd_opt(2026, 3, 10).unwrap_or_default(),
        }))
    }
}

/// What `application_received` says.
#[derive(Debug, Serialize)]
pub(super) struct ApplicationReceived {
    company_name: String,
    wanted: String,
    application: String,
}

impl Words for ApplicationReceived {
    type Letter = Received;

    const TEMPLATE: &'static str = "application_received";

    fn of(letter: &Received, locale: Locale) -> Self {
        Self {
            company_name: letter.company_name.clone(),
            wanted: wanted(letter.kind, letter.to_level, locale),
            application: letter.id.to_string(),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::ApplicationReceived(Received {
            company_name: "Heron & Sons Ltd".to_owned(),
            kind: Kind::Reseller,
            to_level: None,
            id: ApplicationId::from_uuid(uuid::Uuid::from_u128(0x019a_8fb0_514f_71d2_9dd8_be8c_22ff_13e4)),
        }))
    }
}

/// What `application_decided` says.
#[derive(Debug, Serialize)]
pub(super) struct ApplicationDecided {
    company_name: String,
    wanted: String,
    verdict: &'static str,
    opinion: String,
    is_approved: bool,
    is_newcomer: bool,
}

impl Words for ApplicationDecided {
    type Letter = Decided;

    const TEMPLATE: &'static str = "application_decided";

    fn of(letter: &Decided, locale: Locale) -> Self {
        Self {
            company_name: letter.company_name.clone(),
            wanted: wanted(letter.kind, letter.to_level, locale),
            verdict: verdict(letter.verdict, locale),
            opinion: letter.opinion.clone(),
            is_approved: letter.verdict == Verdict::Approve,
            is_newcomer: !matches!(letter.kind, Kind::LevelUpgrade | Kind::SupportCentre | Kind::DistributorUpgrade),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::ApplicationDecided(Decided {
            company_name: "Heron & Sons Ltd".to_owned(),
            kind: Kind::LevelUpgrade,
            to_level: Some(Level::Preferred),
            verdict: Verdict::Reject,
            opinion: "The certificate of the service path is missing".to_owned(),
        }))
    }
}

/// What a company is invited to be.
const fn partner(kind: InvitedKind, locale: Locale) -> &'static str {
    match (locale, kind) {
        (Locale::En, InvitedKind::Distributor) => "a distributor",
        (Locale::En, InvitedKind::Reseller) => "a reseller",
        (Locale::En, InvitedKind::GovSubsidy) => "a government-subsidy partner",
        (Locale::En, InvitedKind::Merchant) => "a marketplace merchant",
        (Locale::ZhCn, InvitedKind::Distributor) => "总经销商",
        (Locale::ZhCn, InvitedKind::Reseller) => "云经销商",
        (Locale::ZhCn, InvitedKind::GovSubsidy) => "政府补贴类伙伴",
        (Locale::ZhCn, InvitedKind::Merchant) => "云商店商家",
    }
}

/// What somebody applies for, after the name of the company.
fn wanted(kind: Kind, to_level: Option<Level>, locale: Locale) -> String {
    let level = to_level.map_or("", |to_level| level(to_level, locale));
    match (locale, kind) {
        (Locale::En, Kind::Distributor | Kind::DistributorUpgrade) => "to become a distributor".to_owned(),
        (Locale::En, Kind::Reseller) => "to become a reseller".to_owned(),
        (Locale::En, Kind::SolutionProvider) => "to become a solution provider".to_owned(),
        (Locale::En, Kind::GovSubsidy) => "to become a government-subsidy partner".to_owned(),
        (Locale::En, Kind::Merchant) => "to become a marketplace merchant".to_owned(),
        (Locale::En, Kind::LevelUpgrade) => format!("for the level “{level}”"),
        (Locale::En, Kind::SupportCentre) => "to become an authorised sales support centre".to_owned(),
        (Locale::ZhCn, Kind::Distributor | Kind::DistributorUpgrade) => "申请成为总经销商".to_owned(),
        (Locale::ZhCn, Kind::Reseller) => "申请成为云经销商".to_owned(),
        (Locale::ZhCn, Kind::SolutionProvider) => "申请成为解决方案提供商".to_owned(),
        (Locale::ZhCn, Kind::GovSubsidy) => "申请成为政府补贴类伙伴".to_owned(),
        (Locale::ZhCn, Kind::Merchant) => "申请成为云商店商家".to_owned(),
        (Locale::ZhCn, Kind::LevelUpgrade) => format!("申请提升伙伴等级至“{level}”"),
        (Locale::ZhCn, Kind::SupportCentre) => "申请成为授权销售支持中心".to_owned(),
    }
}

const fn level(level: Level, locale: Locale) -> &'static str {
    match (locale, level) {
        (Locale::En, Level::Standard) => "standard",
        (Locale::En, Level::Preferred) => "preferred",
        (Locale::En, Level::Leading) => "leading",
        (Locale::En, Level::Core) => "core",
        (Locale::ZhCn, Level::Standard) => "标准",
        (Locale::ZhCn, Level::Preferred) => "优选",
        (Locale::ZhCn, Level::Leading) => "领先",
        (Locale::ZhCn, Level::Core) => "核心",
    }
}

const fn verdict(verdict: Verdict, locale: Locale) -> &'static str {
    match (locale, verdict) {
        (Locale::En, Verdict::Approve) => "approved",
        (Locale::En, Verdict::Reject) => "rejected",
        (Locale::ZhCn, Verdict::Approve) => "已通过",
        (Locale::ZhCn, Verdict::Reject) => "未通过",
    }
}
