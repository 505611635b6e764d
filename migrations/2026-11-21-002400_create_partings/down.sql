drop table parting_steps;
drop table parting_blockers;
drop table partings;
