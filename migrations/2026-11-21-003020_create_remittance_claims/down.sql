drop table remittance_claims;
