update edges set source = 'entered' where source = 'mode_switch';
alter table edges drop constraint edges_source_known;
alter table edges add constraint edges_source_known check (
    source in ('entered', 'application', 'invitation', 'created', 'single_sign_on', 'promotion')
);
