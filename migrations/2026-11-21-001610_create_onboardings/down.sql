drop table onboardings;
