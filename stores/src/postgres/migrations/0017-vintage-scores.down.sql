drop table ops.vintage_scores;
