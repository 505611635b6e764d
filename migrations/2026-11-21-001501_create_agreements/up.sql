create table agreements (
    id uuid constraint agreements_pk primary key,
    key text not null constraint agreements_key_known check (
        key in ('user_agreement', 'privacy_statement', 'association_notice', 'association_terms', 'data_sharing', 'operation_commitment')
    ),
    association_kind text constraint agreements_association_kind_known check (association_kind in ('resale', 'advisory')),
    version integer not null constraint agreements_version_positive check (version > 0),
    locale text not null constraint agreements_locale_known check (locale in ('en', 'zh-CN')),
    title text not null constraint agreements_title_length check (length(title) between 1 and 200),
    content text not null constraint agreements_content_length check (length(content) between 1 and 20000),
    published_at timestamptz not null,
    published_by_id uuid constraint agreements_published_by_id_fk references staff (id),
    constraint agreements_association_kind_key check ((key = 'association_notice') = (association_kind is not null)),
    constraint agreements_version_unique unique nulls not distinct (key, association_kind, version, locale)
);

create index agreements_published_by_id_idx on agreements (published_by_id);
create trigger agreements_append_only before update or delete or truncate on agreements
    for each statement execute function refuse_change();
revoke update, delete, truncate on agreements from headwater_app;

comment on table agreements is 'Texts that parties accept, every version in every language; the highest version is in force (domain.md 2.3). Append-only: what was accepted stays readable.';
comment on column agreements.id is 'uuid v7.';
comment on column agreements.key is 'Which text.';
comment on column agreements.association_kind is 'For the notice, which differs with the mode of association; null for the others.';
comment on column agreements.version is '1, 2, 3 …, the same in every language.';
comment on column agreements.locale is 'Language of title and content.';
comment on column agreements.title is 'What it is called.';
comment on column agreements.content is 'The text: paragraphs, a line each.';
comment on column agreements.published_at is 'When it came into force.';
comment on column agreements.published_by_id is 'Who published it; null for the first versions, which come with the software.';

create table acceptances (
    id uuid constraint acceptances_pk primary key,
    agreement_id uuid not null constraint acceptances_agreement_id_fk references agreements (id),
    party_id uuid not null constraint acceptances_party_id_fk references parties (id),
    staff_id uuid not null constraint acceptances_staff_id_fk references staff (id),
    accepted_at timestamptz not null,
    constraint acceptances_agreement_id_once unique (agreement_id, party_id)
);

create index acceptances_party_id_idx on acceptances (party_id, id);
create index acceptances_staff_id_idx on acceptances (staff_id);
create trigger acceptances_append_only before update or delete or truncate on acceptances
    for each statement execute function refuse_change();
revoke update, delete, truncate on acceptances from headwater_app;

comment on table acceptances is 'Which party accepted which version of which agreement, and when (domain.md 2.1, 2.3). Append-only.';
comment on column acceptances.id is 'uuid v7.';
comment on column acceptances.agreement_id is 'The version, in the language in which it was read.';
comment on column acceptances.party_id is 'The party that is bound.';
comment on column acceptances.staff_id is 'Who accepted for it.';
comment on column acceptances.accepted_at is 'When.';

insert into agreements (id, key, association_kind, version, locale, title, content, published_at)
values
    (
        '01900000-0000-7000-8000-000000000001', 'user_agreement', null, 1, 'en', 'User agreement',
        E'You open an account of your organisation and answer for what is done with it.\nKeep passwords and access keys to yourself, and tell us at once when somebody else may know them.\nWe may suspend an account that is used against the law or against this agreement; we say why.\nYou can close the account when nothing is owed.',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-000000000002', 'user_agreement', null, 1, 'zh-CN', '用户协议',
        E'您为所在组织开通账号，并对使用该账号进行的操作负责。\n请妥善保管密码和访问密钥；如怀疑已泄露，请立即通知我们。\n对于违反法律或本协议的账号，我们可以暂停其使用，并说明原因。\n结清款项后，您可以注销账号。',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-000000000003', 'privacy_statement', null, 1, 'en', 'Privacy statement',
        E'We keep your name, mobile number and mail address to run your account, to write to you and to meet the law.\nThey are stored encrypted, shown in part only, and read in full only for a reason that is written down.\nYou can ask what we know of you, have it corrected, and have it deleted when the law no longer needs it.',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-000000000004', 'privacy_statement', null, 1, 'zh-CN', '隐私政策声明',
        E'为运营您的账号、与您联系并履行法定义务，我们会保存您的姓名、手机号码和电子邮箱。\n上述信息加密存储，仅以部分隐藏的形式展示；查看完整信息须说明理由并留有记录。\n您可以查询、更正您的个人信息，并可在法律不再要求保存时要求删除。',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-000000000005', 'association_notice', 'resale', 1, 'en', 'Notice for customers who associate with a partner: resale',
        E'After you associate, you buy through the partner: it sets your prices, allocates the money you can spend, and invoices you.\nThe partner sees your orders, consumption and balance.\nAn on-demand grace period of less than one day becomes one day.\nYou have one partner at a time; you can ask to end the association.',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-000000000006', 'association_notice', 'resale', 1, 'zh-CN', '客户关联伙伴须知（代售模式）',
        E'关联后，您将通过伙伴采购：由伙伴确定价格、划拨您可使用的金额，并向您开具发票。\n伙伴可以查看您的订单、消费和余额。\n按需资源的宽限期不足一天的，将调整为一天。\n您同一时间只能关联一个伙伴，并可申请解除关联。',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-000000000007', 'association_notice', 'advisory', 1, 'en', 'Notice for customers who associate with a partner: advisory',
        E'After you associate, you go on buying from us and we invoice you; the partner advises you.\nThe partner sees what you consume; it does not see your balance.\nYou have one partner at a time; you can ask to end the association.',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-000000000008', 'association_notice', 'advisory', 1, 'zh-CN', '客户关联伙伴须知（顾问销售模式）',
        E'关联后，您仍向我们采购并由我们向您开具发票，伙伴为您提供咨询服务。\n伙伴可以查看您的消费情况，但不能查看您的余额。\n您同一时间只能关联一个伙伴，并可申请解除关联。',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-000000000009', 'association_terms', null, 1, 'en', 'Partner association terms',
        E'The association begins when it is confirmed here and ends when either side ends it in the way provided here.\nWhat you agree with the partner beyond this platform is between you and the partner.\nThe partner does nothing in your name unless you have authorised it.',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-00000000000a', 'association_terms', null, 1, 'zh-CN', '伙伴关联条款',
        E'关联自在本平台确认时生效，任何一方按本平台规定的方式解除时终止。\n您与伙伴在本平台以外的约定，由双方自行履行。\n未经您授权，伙伴不得以您的名义进行任何操作。',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-00000000000b', 'data_sharing', null, 1, 'en', 'Consent to share account data',
        E'You agree that we share with the partner: account name, mobile number, mail address, country, account id and status.\nThe partner may use them to serve you and for nothing else.\nThe sharing ends with the association.',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-00000000000c', 'data_sharing', null, 1, 'zh-CN', '账号信息共享授权书',
        E'您同意我们向伙伴共享以下信息：账号名、手机号码、电子邮箱、国家或地区、账号 ID 及状态。\n伙伴仅可将上述信息用于为您提供服务，不得用于其他目的。\n解除关联后停止共享。',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-00000000000d', 'operation_commitment', null, 1, 'en', 'Commitment for acting on behalf of customers',
        E'We act for a customer only within what the customer has authorised, and only for the customer''s purposes.\nWe keep a record of what we do and show it to the customer when asked.\nWe stop at once when the customer revokes the authorisation.',
        '2026-01-01T00:00:00Z'
    ),
    (
        '01900000-0000-7000-8000-00000000000e', 'operation_commitment', null, 1, 'zh-CN', '代客户操作承诺函',
        E'我方仅在客户授权范围内、并仅为客户之目的代为操作。\n我方保留操作记录，并应客户要求予以提供。\n客户撤销授权后，我方立即停止代为操作。',
        '2026-01-01T00:00:00Z'
    );
