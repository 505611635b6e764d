//! The words of the letter with a verification code.

use domain::mail::Letter;
use domain::party::Locale;
use domain::verification::{Mailed, Purpose};
use serde::Serialize;

use super::{Error, Words};

/// What `verification_code` says. The subject has no digits: it is shown on locked screens.
#[derive(Debug, Serialize)]
pub(super) struct VerificationCode {
    code: String,
    purpose: &'static str,
}

impl Words for VerificationCode {
    type Letter = Mailed;

    const TEMPLATE: &'static str = "verification_code";

    fn of(letter: &Mailed, locale: Locale) -> Self {
        Self { code: letter.code.clone(), purpose: purpose(letter.purpose, locale) }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::VerificationCode(Mailed { purpose: Purpose::CriticalOperation, code: "048213".to_owned() }))
    }
}

/// What somebody is about to do, in the middle of a sentence.
const fn purpose(purpose: Purpose, locale: Locale) -> &'static str {
    match (locale, purpose) {
        (Locale::En, Purpose::SignIn) => "sign in",
        (Locale::En, Purpose::PasswordReset) => "set a new password",
        (Locale::En, Purpose::Register) => "register an account",
        (Locale::En, Purpose::Apply) => "apply to become a partner",
        (Locale::En, Purpose::CriticalOperation) => "confirm an operation of your company's account",
        (Locale::ZhCn, Purpose::SignIn) => "登录",
        (Locale::ZhCn, Purpose::PasswordReset) => "重置密码",
        (Locale::ZhCn, Purpose::Register) => "注册账号",
        (Locale::ZhCn, Purpose::Apply) => "申请成为合作伙伴",
        (Locale::ZhCn, Purpose::CriticalOperation) => "确认贵公司账户的一项敏感操作",
    }
}
