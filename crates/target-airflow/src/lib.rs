//! The airflow target: one readable DAG file a pipeline.
