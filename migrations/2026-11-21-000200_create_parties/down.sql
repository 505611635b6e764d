drop table edges;
drop table parties;
