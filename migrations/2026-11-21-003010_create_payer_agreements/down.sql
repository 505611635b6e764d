drop table payer_agreements;
