create table manager_assignments (
    id uuid constraint manager_assignments_pk primary key,
    party_id uuid not null constraint manager_assignments_party_id_fk references parties (id),
    subject_id uuid not null constraint manager_assignments_subject_id_fk references parties (id),
    manager_id uuid not null constraint manager_assignments_manager_id_fk references staff (id),
    assigned_by_id uuid constraint manager_assignments_assigned_by_id_fk references staff (id),
    valid_from timestamptz not null,
    valid_to timestamptz,
    constraint manager_assignments_valid_to_after check (valid_to >= valid_from),
    constraint manager_assignments_subject_id_single exclude using gist (
        party_id with =, subject_id with =, tstzrange(valid_from, valid_to) with &&
    )
);

create index manager_assignments_party_id_idx on manager_assignments (party_id, id);
create index manager_assignments_subject_id_idx on manager_assignments (subject_id, valid_from);
create index manager_assignments_manager_id_idx on manager_assignments (manager_id, valid_from);
create index manager_assignments_assigned_by_id_idx on manager_assignments (assigned_by_id);

comment on table manager_assignments is 'Which account manager looked after which customer or reseller, and when: intervals [valid_from, valid_to), one manager a partner and subject at a time (domain.md 1.9).';
comment on column manager_assignments.id is 'uuid v7.';
comment on column manager_assignments.party_id is 'The partner whose manager it is.';
comment on column manager_assignments.subject_id is 'The customer or reseller looked after.';
comment on column manager_assignments.manager_id is 'The account manager.';
comment on column manager_assignments.assigned_by_id is 'Who assigned; null when a job did.';
comment on column manager_assignments.valid_from is 'First instant of the interval.';
comment on column manager_assignments.valid_to is 'First instant after the interval; null while it lasts.';

create table team_members (
    id uuid constraint team_members_pk primary key,
    director_id uuid not null constraint team_members_director_id_fk references staff (id),
    manager_id uuid not null constraint team_members_manager_id_fk references staff (id),
    valid_from timestamptz not null,
    valid_to timestamptz,
    constraint team_members_manager_id_distinct check (manager_id <> director_id),
    constraint team_members_valid_to_after check (valid_to >= valid_from),
    constraint team_members_manager_id_single exclude using gist (
        manager_id with =, tstzrange(valid_from, valid_to) with &&
    )
);

create index team_members_director_id_idx on team_members (director_id, valid_from);
create index team_members_manager_id_idx on team_members (manager_id, valid_from);

comment on table team_members is 'Which account manager stood under which director, and when: intervals [valid_from, valid_to), one director a manager at a time (domain.md 1.8).';
comment on column team_members.id is 'uuid v7.';
comment on column team_members.director_id is 'The director.';
comment on column team_members.manager_id is 'The account manager.';
comment on column team_members.valid_from is 'First instant of the interval.';
comment on column team_members.valid_to is 'First instant after the interval; null while it lasts.';
