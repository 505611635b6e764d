drop table bank_csv_mappings;
