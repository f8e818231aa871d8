ALTER TABLE clauses ADD FOREIGN KEY (workspace_id) REFERENCES workspaces (id);
ALTER TABLE findings ADD FOREIGN KEY (workspace_id) REFERENCES workspaces (id);
ALTER TABLE analysis_cmps ADD FOREIGN KEY (workspace_id) REFERENCES workspaces (id);
ALTER TABLE analyses RESET (toast_tuple_target);
