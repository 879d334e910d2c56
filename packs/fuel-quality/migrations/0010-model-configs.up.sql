-- How signals are forecast, one row a name, under the names that users of model configurations know.

create view mart.model_configs as
select name as model_name, document as config, version, changed_by as author, changed_at
from (select distinct on (name) * from ops.model_configs order by name, version desc) newest
where document is not null;
comment on view mart.model_configs is 'Model configurations as they hold now, one row a model. Main question: what is a model trained and forecast with, who changed it and when. Earlier versions: ops.model_configs.';
comment on column mart.model_configs.model_name is 'Name; unique.';
comment on column mart.model_configs.config is 'signals, horizonSteps, levels, models, drivers, priority, as they hold.';
comment on column mart.model_configs.version is 'Its version, from 1.';
comment on column mart.model_configs.author is 'Who set it.';
comment on column mart.model_configs.changed_at is 'When.';
