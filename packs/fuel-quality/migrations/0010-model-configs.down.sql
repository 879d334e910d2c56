drop view mart.model_configs;
