drop table access_key_nonces;
drop table access_keys;
