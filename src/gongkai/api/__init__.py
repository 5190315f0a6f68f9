"""What is public, as JSON for programs: ``/api/v1/``. Read-only; the portal's own queries and nothing else."""
