//! Sessions, people, roles, and who looks after whom.

use serde_json::json;
use tests::PASSWORD;

use super::secrets::SOMEBODY;
use super::{Supply, plain};

pub(super) fn supplies() -> Vec<Supply> {
    [doors(), staff(), roles(), managers()].into_iter().flatten().collect()
}

fn doors() -> Vec<Supply> {
    let email = format!("text: {SOMEBODY}");
    vec![
        plain("sessionCreate", json!({ "email": email, "password": PASSWORD })).before(SPARE),
        plain("sessionEnd", json!({ "refreshToken": "{refresh token}" })).before(SPARE),
        plain("sessionRefresh", json!({ "refreshToken": "{refresh token}" })).before(SPARE),
        plain("sessionsRevoke", json!({ "includingCurrent": false })),
        plain(
            "passwordReset",
            json!({ "email": email, "verificationCode": "{reset code}", "newPassword": "a word of many letters" }),
        )
        .before(SPARE),
        plain("verificationCodeSend", json!({ "purpose": "APPLY", "email": "new#@maple.example", "locale": "EN" })),
        plain("verificationSwitch", json!({ "enabled": false })),
        plain("accessKeyCreate", json!({ "name": "a program" })).before(
            "update access_keys set revoked_at = created_at where staff_id = '$staff' and revoked_at is null",
        ),
        plain(
            "accessKeyRevoke",
            json!({ "accessKeyId": "ack: select id from access_keys where staff_id = '$staff' and revoked_at is null" }),
        )
        .before(
            "update access_keys set revoked_at = created_at where staff_id = '$staff' and revoked_at is null; \
             insert into access_keys (id, staff_id, slot, key, name, secret_sealed, created_at) values \
             (gen_random_uuid(), '$staff', 1, 'HWAK' || translate(upper(left(md5(random()::text), 20)), '0189', 'GHIJ'), \
              'spare', decode(repeat('00', 64), 'hex'), now())",
        )
        .ids("accessKeyId:AccessKey"),
        plain("reveal", json!({ "id": COLLEAGUE, "fields": ["NAME"], "reason": "to call back" }))
            .ids("id:Staff id:Party id:Report id:Invitation"),
        plain("agreementAccept", json!({ "agreementIds": [PRIVACY] })),
        plain(
            "agreementPublish",
            json!({ "key": "PRIVACY_STATEMENT", "texts": [
                { "locale": "EN", "title": "Privacy", "content": "We keep little." },
                { "locale": "ZH_CN", "title": "隐私", "content": "我们保存很少。" },
            ] }),
        ),
        plain("passwordChange", json!({ "oldPassword": PASSWORD, "newPassword": "a word of many letters" })),
    ]
}

fn staff() -> Vec<Supply> {
    let spare = json!({ "staffId": "stf: select id from staff where party_id = '$party' and name = 'Spare' \
        and joined_at is not null and removed_at is null order by id desc" });
    let invited = json!({ "staffId": "stf: select id from staff where party_id = '$party' and joined_at is null \
        and removed_at is null" });
    vec![
        plain(
            "staffInvite",
            json!({ "email": "new#@colleague.example", "name": "New", "locale": "EN", "roles": ["FINANCE"],
                "customRoleIds": [] }),
        ),
        plain("staffInvitationResend", invited).before(INVITED).ids("staffId:Staff"),
        plain("staffJoin", json!({ "token": "{join token}", "password": "a word of many letters" })).before(INVITED),
        plain(
            "staffRolesSet",
            json!({ "staffId": spare["staffId"], "roles": ["OPERATIONS", "FINANCE"], "customRoleIds": [] }),
        )
        .before(SPARE)
        .ids("staffId:Staff"),
        plain("staffSuspend", spare.clone())
            .before(SPARE)
            .ids("staffId:Staff"),
        plain("staffResume", json!({ "staffId": "stf: select id from staff where party_id = '$party' and suspended_at is not null and removed_at is null" }))
            .before(SUSPENDED)
            .ids("staffId:Staff"),
        plain("staffRemove", spare).before(SPARE).ids("staffId:Staff"),
    ]
}

fn roles() -> Vec<Supply> {
    let role = "rol: select id from roles where party_id = '$party' order by id desc";
    let withdraw = json!({ "permission": "text: select 'ACCOUNT_WITHDRAW' from parties where id = '$party' and kind <> 'vendor'" });
    vec![
        plain("roleCreate", json!({ "name": "Role #", "permissions": ["AUDIT_VIEW"] })),
        plain("roleUpdate", json!({ "roleId": role, "name": "Other role #" })).before(ROLE).ids("roleId:Role"),
        plain("roleDelete", json!({ "roleId": role })).before(ROLE).ids("roleId:Role"),
        plain("defaultPermissionRevoke", withdraw.clone()),
        plain("defaultPermissionRestore", withdraw),
    ]
}

fn managers() -> Vec<Supply> {
    // Resellers are given by who runs a distributor, customers by who leads its managers.
    let subject = "party: select subject_id from manager_assignments join parties on parties.id = subject_id \
        where party_id = '$party' and valid_to is null and (kind = 'reseller') = \
        exists (select from staff_roles where staff_id = '$staff' and role = 'operations')";
    let manager = "stf: select manager_id from team_members join staff on staff.id = manager_id \
        where party_id = '$party' and valid_to is null";
    let director = "stf: select director_id from team_members join staff on staff.id = manager_id \
        where party_id = '$party' and valid_to is null";
    vec![
        plain("managerAssign", json!({ "subjectIds": [subject], "managerId": manager }))
            .ids("subjectIds.0:Party managerId:Staff"),
        plain("managerDirectorSet", json!({ "managerId": manager, "directorId": director }))
            .ids("managerId:Staff directorId:Staff"),
        plain("managerTakeBack", json!({ "subjectIds": [subject] })).before(ASSIGNED).ids("subjectIds.0:Party"),
    ]
}

const COLLEAGUE: &str = "stf: select id from staff where party_id = '$party'";
const PRIVACY: &str =
    "agr: select id from agreements where key = 'privacy_statement' and locale = 'en' order by version desc";

/// A colleague whom nobody misses.
const SPARE: &str = "insert into staff (id, party_id, email, name, locale, password_hash, created_at, joined_at, invited_serial) \
    select gen_random_uuid(), party_id, 'spare' || gen_random_uuid() || '@spare.example', 'Spare', locale, \
    (select password_hash from staff where name = 'Sam' order by id limit 1), created_at, created_at, 0 \
    from staff where id = '$staff'; \
    insert into staff_roles (staff_id, role) select id, 'finance' from staff where name = 'Spare' on conflict do nothing";
const SUSPENDED: &str = "update staff set suspended_at = created_at where id = (select id from staff \
    where party_id = '$party' and name = 'Spare' and joined_at is not null and removed_at is null order by id limit 1)";
const INVITED: &str = "insert into staff (id, party_id, email, name, locale, created_at, invited_at, invitation_expires_at, \
    invited_serial) select gen_random_uuid(), party_id, 'asked' || gen_random_uuid() || '@spare.example', 'Asked', locale, \
    created_at, created_at, created_at + interval '7 days', 1 from staff where id = '$staff'; \
    insert into staff_roles (staff_id, role) select id, 'finance' from staff where name = 'Asked' on conflict do nothing";
const ROLE: &str = "delete from role_permissions where role_id in (select id from roles where party_id = '$party' and name like '%spare%'); \
    delete from roles where party_id = '$party' and name like '%spare%'; \
    insert into roles (id, party_id, name, created_at) values (gen_random_uuid(), '$party', 'spare #', now())";
/// Gives back what was taken back.
const ASSIGNED: &str = "update manager_assignments given set valid_to = null where party_id = '$party' \
    and id = (select id from manager_assignments first where first.subject_id = given.subject_id \
              and first.party_id = given.party_id order by valid_from, id limit 1) \
    and not exists (select from manager_assignments other where other.subject_id = given.subject_id \
                    and other.party_id = given.party_id and other.valid_to is null)";
