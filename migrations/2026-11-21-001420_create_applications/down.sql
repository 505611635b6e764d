drop table annual_performances;
drop table application_reviews;
drop table applications;
