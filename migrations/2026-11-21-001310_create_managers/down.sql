drop table team_members;
drop table manager_assignments;
