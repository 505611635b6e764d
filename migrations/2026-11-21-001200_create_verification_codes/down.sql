drop table verification_codes;
