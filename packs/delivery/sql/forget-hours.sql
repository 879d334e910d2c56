delete from dds.delivery_unpublished_hours where taken;
